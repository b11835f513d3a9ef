const { readFileSync } = require("node:fs");

exports.read = () => readFileSync(process.argv[2], "utf8");
exports.told = (events) => console.log(JSON.stringify(events));

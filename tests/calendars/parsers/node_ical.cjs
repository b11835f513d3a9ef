// node-ical: the parser of Home Assistant's cards, MagicMirror and others.
const ical = require("node-ical");
const { read, told } = require("./told.cjs");

const day = (date) => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`.replace(/-(\d)(?!\d)/g, "-0$1");
told(
  Object.values(ical.sync.parseICS(read()))
    .filter((entry) => entry.type === "VEVENT")
    .map((event) => ({
      uid: event.uid,
      start: day(event.start),
      summary: event.summary,
      description: event.description,
      status: event.status,
      alarms: (event.alarms ?? []).map((alarm) => String(alarm.trigger)),
    })),
);

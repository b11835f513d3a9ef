// ical.js (Mozilla): the parser of Thunderbird.
const ICAL = require("ical.js");
const { read, told } = require("./told.cjs");

const calendar = new ICAL.Component((ICAL.default ?? ICAL).parse(read()));
told(
  calendar.getAllSubcomponents("vevent").map((event) => ({
    uid: event.getFirstPropertyValue("uid"),
    start: event.getFirstPropertyValue("dtstart").toString(),
    summary: event.getFirstPropertyValue("summary"),
    description: event.getFirstPropertyValue("description"),
    status: event.getFirstPropertyValue("status"),
    alarms: event.getAllSubcomponents("valarm").map((alarm) => String(alarm.getFirstPropertyValue("trigger"))),
  })),
);

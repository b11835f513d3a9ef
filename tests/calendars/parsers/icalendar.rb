# icalendar (Ruby)
require "stringio"
require "icalendar"
require "json"

calendar = Icalendar::Calendar.parse(File.open(ARGV[0], "r:UTF-8", &:read)).first
events = calendar.events.map do |event|
  {
    uid: event.uid.to_s, start: event.dtstart.strftime("%Y-%m-%d"), summary: event.summary.to_s,
    description: event.description.to_s, status: event.status&.to_s, alarms: event.alarms.map { |alarm| alarm.trigger.to_s }
  }
end
puts JSON.generate(events)

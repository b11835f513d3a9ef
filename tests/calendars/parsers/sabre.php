<?php
// sabre/vobject: the parser of Nextcloud and ownCloud.
require 'Sabre/VObject/includes.php';

$calendar = Sabre\VObject\Reader::read(file_get_contents($argv[1]));
$events = [];
foreach ($calendar->select('VEVENT') as $event) {
    $alarms = [];
    foreach ($event->select('VALARM') as $alarm) {
        $alarms[] = (string) $alarm->TRIGGER;
    }
    $events[] = [
        'uid' => (string) $event->UID,
        'start' => $event->DTSTART->getDateTime()->format('Y-m-d'),
        'summary' => (string) $event->SUMMARY,
        'description' => (string) $event->DESCRIPTION,
        'status' => isset($event->STATUS) ? (string) $event->STATUS : null,
        'alarms' => $alarms,
    ];
}
$problems = $calendar->validate();
if ($problems) {
    fwrite(STDERR, json_encode(array_column($problems, 'message')));
}
echo json_encode($events);

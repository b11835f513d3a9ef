# iCal::Parser, on top of Text::vFile::asData and DateTime
use strict;
use warnings;
use iCal::Parser;
use JSON::PP;

my $found = iCal::Parser->new(start => "20000101", end => "20991231")->parse($ARGV[0]);
my @events;
for my $year (values %{ $found->{events} }) {
    for my $month (values %$year) {
        for my $day (values %$month) {
            for my $event (values %$day) {
                push @events, {
                    uid => $event->{UID}, start => $event->{DTSTART}->ymd, summary => $event->{SUMMARY},
                    description => $event->{DESCRIPTION}, status => $event->{STATUS},
                };
            }
        }
    }
}
binmode STDOUT;
print JSON::PP->new->canonical->latin1->encode(\@events);

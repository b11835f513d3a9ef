# Data::ICal
use strict;
use warnings;
use Data::ICal;
use JSON::PP;

my $calendar = Data::ICal->new(filename => $ARGV[0], rfc_strict => 1) or die "no calendar";
sub value { my ($entry, $name) = @_; my $found = $entry->property($name); return $found ? $found->[0]->value : undef }
my @events = map {
    my $event = $_;
    {
        uid => value($event, "uid"), start => value($event, "dtstart"), summary => value($event, "summary"),
        description => value($event, "description"), status => value($event, "status"),
        alarms => [map { value($_, "trigger") } grep { $_->ical_entry_type eq "VALARM" } @{ $event->entries }],
    }
} grep { $_->ical_entry_type eq "VEVENT" } @{ $calendar->entries };
binmode STDOUT;
print JSON::PP->new->canonical->latin1->encode(\@events) =~ s/\\u00([0-9a-f]{2})/chr hex $1/ger;

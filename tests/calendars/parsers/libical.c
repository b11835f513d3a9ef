/* libical: the parser of Evolution, KOrganizer, Cyrus and others. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static void text(const char *name, const char *value)
{
    printf("\"%s\":", name);
    if (!value) {
        printf("null,");
        return;
    }
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)value; *at; at++)
        if (*at < 32 || *at == '"' || *at == '\\')
            printf("\\u%04x", *at);
        else
            putchar(*at);
    printf("\",");
}

static char *line(char *buffer, size_t size, void *file)
{
    return fgets(buffer, (int)size, file);
}

int main(int count, char **words)
{
    FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
    if (!file)
        return 2;
    icalparser *parser = icalparser_new();
    icalparser_set_gen_data(parser, file);
    icalcomponent *calendar = icalparser_parse(parser, line);
    if (!calendar || icalcomponent_count_errors(calendar))
        return 3;
    const char *between = "";
    putchar('[');
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
        printf("%s{", between);
        between = ",";
        text("uid", icalcomponent_get_uid(event));
        text("start", icaltime_as_ical_string(icalcomponent_get_dtstart(event)));
        text("summary", icalcomponent_get_summary(event));
        text("description", icalcomponent_get_description(event));
        text("status", status ? icalproperty_get_value_as_string(status) : NULL);
        printf("\"alarms\":[");
        const char *comma = "";
        for (icalcomponent *alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT); alarm;
             alarm = icalcomponent_get_next_component(event, ICAL_VALARM_COMPONENT)) {
            icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
            printf("%s\"%s\"", comma, icalproperty_get_value_as_string(trigger));
            comma = ",";
        }
        printf("]}");
    }
    printf("]\n");
    return 0;
}

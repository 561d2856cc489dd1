// Reads calendars with ical.js, the parser of Thunderbird: a list of texts in, UID, instant and more of each event out.
import ICAL from "ical.js";

let text = "";
for await (const piece of process.stdin) text += piece;
const read = JSON.parse(text).map((calendar) =>
  new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const attendee = component.getFirstProperty("attendee");
    return {
      uid: event.uid,
      instant: event.startDate.toJSDate().toISOString(),
      sequence: event.sequence ?? 0,
      summary: event.summary,
      name: attendee?.getParameter("cn") ?? "",
    };
  }),
);
process.stdout.write(JSON.stringify(read));

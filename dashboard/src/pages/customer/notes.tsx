// What the shop wrote down about them; what is pinned stands first.
import { useState } from "preact/hooks";
import { get, post, put, remove, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct, type Act } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import type { Column } from "../../parts/table";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { named, NOTE_TYPES, PRIORITIES } from "../../words/people";

type Note = AnswerTo<"/api/customers/notes">["data"][number];
type Named = Field<BodyField<"/api/customers/notes", "post">>;

const CONTENT: Named = { name: "content", label: "A new note", kind: "long", required: true, bare: true };
const TYPE: Named = { name: "noteType", label: "What kind of note", kind: "choice", options: NOTE_TYPES, required: true, bare: true };
const PRIORITY: Named = { name: "priority", label: "How urgent", kind: "choice", options: PRIORITIES, required: true, bare: true };
const PINNED: Named = { name: "pinned", label: "Pinned", kind: "yes" };
const NEW: readonly Named[] = [CONTENT, TYPE, PRIORITY, PINNED];
const EDITED: readonly Named[] = [{ name: "title", label: "Title", most: 500, bare: true }, { ...CONTENT, label: "The note" }, TYPE, PRIORITY, PINNED];
const DEFAULTS = { priority: "normal" };

export const COLUMNS: readonly Column<Note>[] = [
  { name: "When", cell: (row) => dates.day(row.createdAt) },
  { name: "Kind", room: "wide", cell: (row) => named(NOTE_TYPES, row.noteType) },
  { name: "Urgency", room: "wide", cell: (row) => (row.priority === "normal" ? "" : <Chip tone={row.priority === "urgent" ? "risk" : ""}>{named(PRIORITIES, row.priority)}</Chip>) },
  { name: "Note", cell: (row) => <bdi>{[row.title, row.content].filter(Boolean).join(": ")}</bdi> },
];

export function Notes({ id }: { id: string }) {
  const found = useLoad(`notes ${id}`, (signal) => get("/api/customers/notes", { query: { customerId: id, limit: 20 }, signal }));
  const act = useAct(found.again);
  return (
    <section class="figure">
      <h2>Notes</h2>
      {act.trouble}
      <Shown of={found} lines={3}>
        {({ data }) => (
          <ul class="plain">
            {[...data].sort((one, other) => Number(other.pinned) - Number(one.pinned)).map((note) => (
              <Written key={note.id} note={note} act={act} id={id} />
            ))}
            {!data.length && <li class="muted">None yet.</li>}
          </ul>
        )}
      </Shown>
      {mayEdit() && <Form label="A new note" fields={NEW} from={DEFAULTS} act={act} send={(body) => post("/api/customers/notes", { body: { customerId: id, ...body } as never })} />}
    </section>
  );
}

function Written({ note, act, id }: { note: Note; act: Act; id: string }) {
  const [edited, setEdited] = useState(false);
  const close = (): void => setEdited(false);
  if (edited) {
    const { title, content, noteType, priority, pinned } = note;
    return (
      <li>
        <Form
          label="Change the note"
          fields={EDITED}
          from={{ title: title ?? "", content, noteType, priority, pinned: pinned ? "true" : "" }}
          act={act}
          send={(body) => put("/api/customers/notes", { body: { customerId: note.customerId, id: note.id, ...body } as never, ifMatch: note.etag })}
          verb="Save"
          done={close}
          cancel={close}
        />
      </li>
    );
  }
  return (
    <li>
      <p class="row">
        <time class="muted" dateTime={note.createdAt}>
          {dates.day(note.createdAt)}
        </time>
        {note.pinned && <Chip>Pinned</Chip>}
        {note.noteType !== "internal" && <Chip tone={note.noteType === "complaint" ? "risk" : ""}>{named(NOTE_TYPES, note.noteType)}</Chip>}
        {note.priority !== "normal" && <Chip tone={note.priority === "urgent" ? "risk" : ""}>{named(PRIORITIES, note.priority)}</Chip>}
        {note.title && (
          <b>
            <bdi>{note.title}</bdi>
          </b>
        )}
        {mayEdit() && (
          <>
            <button type="button" class="bare" disabled={act.busy} onClick={() => setEdited(true)}>
              Edit
            </button>
            <Sure verb="Remove" question="Remove this note for good?" quiet disabled={act.busy} run={() => void act.run(() => remove("/api/customers/notes", { query: { customerId: id, id: note.id } }))} />
          </>
        )}
      </p>
      <p class="written">
        <bdi>{note.content}</bdi>
      </p>
    </li>
  );
}

// What was said, done, noted and agreed to, over all customers; and the tags that they were given.
import { Fragment, type ComponentChildren } from "preact";
import { PageHead, Tabs } from "../../parts/bits";
import { place, to } from "../../router";
import { CHANNELS, CONSENT_ACTIONS, CONSENT_CHANNELS, DIRECTIONS, INTERACTIONS, MESSAGE_STATUSES, NOTE_TYPES, PRIORITIES } from "../../words/people";
import { COLUMNS as CONSENT } from "../customer/consents";
import { COLUMNS as DONE } from "../customer/interactions";
import { COLUMNS as MESSAGES } from "../customer/messages";
import { COLUMNS as NOTES } from "../customer/notes";
import { ActivityList } from "./list";
import { TagsTab } from "./tags";

interface Tab {
  /** In the address; the first one is shown where that names none. */
  key: string;
  name: string;
  shown: () => ComponentChildren;
}

const MESSAGES_TAB: Tab = {
  key: "messages",
  name: "Messages",
  shown: () => (
    <ActivityList
      path="/api/customers/communications"
      caption="Messages, newest first"
      one="message"
      filters={[
        { name: "channel", label: "Over", options: CHANNELS },
        { name: "direction", label: "Which way", options: DIRECTIONS },
        { name: "status", label: "Came to", options: MESSAGE_STATUSES },
      ]}
      columns={MESSAGES}
      empty="Nothing yet. Your sending system tells of messages over the API; a call is logged on a customer's page."
    />
  ),
};
const TABS: readonly Tab[] = [
  MESSAGES_TAB,
  {
    key: "done",
    name: "What they did",
    shown: () => (
      <ActivityList
        path="/api/customers/interactions"
        caption="What customers did, newest first"
        one="entry"
        many="entries"
        filters={[{ name: "interactionType", label: "What they did", options: INTERACTIONS }]}
        columns={DONE}
        empty="Nothing yet. It is logged on a customer's page, or over the API."
      />
    ),
  },
  {
    key: "notes",
    name: "Notes",
    shown: () => (
      <ActivityList
        path="/api/customers/notes"
        caption="Notes, newest first"
        one="note"
        filters={[
          { name: "noteType", label: "What kind of note", options: NOTE_TYPES },
          { name: "priority", label: "How urgent", options: PRIORITIES },
        ]}
        columns={NOTES}
        empty="None yet. Notes are written on a customer's page."
      />
    ),
  },
  {
    key: "consent",
    name: "Consent",
    shown: () => (
      <ActivityList
        path="/api/customers/privacy/consents"
        caption="Consent, newest first"
        one="entry"
        many="entries"
        filters={[
          { name: "channel", label: "Channel", options: CONSENT_CHANNELS },
          { name: "action", label: "Yes or no", options: CONSENT_ACTIONS },
        ]}
        columns={CONSENT}
        empty="Nobody was asked yet. It is logged on a customer's page, or over the API."
      />
    ),
  },
  { key: "tags", name: "Tags", shown: () => <TagsTab /> },
];

export function ActivityPage() {
  const asked = place.value.query.get("tab");
  const open = TABS.find((one) => one.key === asked) ?? MESSAGES_TAB;
  return (
    <>
      <PageHead title="Activity" note="What was said, done, noted and agreed to, of all customers." />
      <Tabs label="Activity" tabs={TABS.map((one) => ({ name: one.name, href: to(["activity"], { tab: one.key }), here: one === open }))} />
      <Fragment key={open.key}>{open.shown()}</Fragment>
    </>
  );
}

// What the API's words about people are called.
import type { components } from "../api/schema";

type Schemas = components["schemas"];
/** Each word of an enumeration with its name, in the order in which they are offered. */
export type Names<Word extends string> = readonly (readonly [Word, string])[];

export const CHANNELS: Names<Schemas["Channel"]> = [
  ["email", "E-mail"],
  ["phone", "Phone"],
  ["sms", "Text message"],
  ["chat", "Chat"],
  ["in_person", "In person"],
  ["whatsapp", "WhatsApp"],
  ["push", "Push"],
];
export const DIRECTIONS: Names<Schemas["Direction"]> = [
  ["outbound", "To them"],
  ["inbound", "From them"],
];
export const MESSAGE_STATUSES: Names<Schemas["CommunicationStatus"]> = [
  ["sent", "Sent"],
  ["queued", "Queued"],
  ["delivered", "Delivered"],
  ["opened", "Opened"],
  ["clicked", "Clicked"],
  ["replied", "Replied"],
  ["bounced", "Bounced"],
];
export const PURPOSES: Names<Schemas["Purpose"]> = [
  ["marketing", "Marketing"],
  ["service", "Service"],
];
export const NOTE_TYPES: Names<Schemas["NoteType"]> = [
  ["internal", "Internal"],
  ["follow_up", "To follow up"],
  ["reminder", "Reminder"],
  ["complaint", "Complaint"],
  ["compliment", "Compliment"],
];
export const PRIORITIES: Names<Schemas["Priority"]> = [
  ["low", "Low"],
  ["normal", "Normal"],
  ["high", "High"],
  ["urgent", "Urgent"],
];
export const INTERACTIONS: Names<Schemas["InteractionType"]> = [
  ["visit", "Visit"],
  ["review", "Review"],
  ["feedback", "Feedback"],
  ["nps", "Would recommend"],
  ["support", "Support"],
  ["return", "Return"],
  ["purchase", "Purchase"],
  ["payment_received", "Payment received"],
  ["payment_failed", "Payment failed"],
  ["tier_changed", "Tier changed"],
];
export const TIER_CHANGES: Names<Schemas["TierChange"]> = [
  ["upgrade", "Upgrade"],
  ["downgrade", "Downgrade"],
];
export const ADDRESS_TYPES: Names<Schemas["AddressType"]> = [
  ["shipping", "Shipping"],
  ["billing", "Billing"],
  ["home", "Home"],
  ["office", "Office"],
];
export const CUSTOMER_TYPES: Names<Schemas["CustomerType"]> = [
  ["retail", "Retail"],
  ["wholesale", "Wholesale"],
  ["distributor", "Distributor"],
];
export const SOURCES: Names<Schemas["CustomerSource"]> = [
  ["direct", "Direct"],
  ["marketplace", "Marketplace"],
  ["referral", "Referral"],
];
export const STATUSES: Names<Schemas["CustomerStatus"]> = [
  ["active", "Active"],
  ["vip", "VIP"],
  ["at_risk", "At risk"],
  ["inactive", "Inactive"],
  ["lost", "Lost"],
];
export const CONSENT_CHANNELS: Names<Schemas["ConsentChannel"]> = [
  ["email", "E-mail"],
  ["sms", "Text messages"],
  ["push", "Push messages"],
  ["whatsapp", "WhatsApp"],
];
export const CONSENT_ACTIONS: Names<Schemas["ConsentAction"]> = [
  ["granted", "Granted"],
  ["withdrawn", "Withdrawn"],
];

/** What a word is called; the word itself where this page does not know it yet. */
export function named(names: Names<string>, word: string): string {
  return names.find(([one]) => one === word)?.[1] ?? word;
}

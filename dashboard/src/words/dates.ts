// Days and instants in the shop's zone.
import { theShop } from "../shop/shop";
import { LOCALE } from "./numbers";

type At = string | number | Date;

function format(at: At, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: theShop().timezone, ...options }).format(new Date(at));
}

/** "1 Nov 2026". */
export function day(at: At): string {
  return format(at, { day: "numeric", month: "short", year: "numeric" });
}

/** "1 Nov 2026, 14:05". */
export function instant(at: At): string {
  return format(at, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** A local day as the API writes it, "2026-11-01", which no zone moves: "1 Nov". */
export function dayOf(date: string, how: "short" | "whole" = "short"): string {
  const year: Intl.DateTimeFormatOptions = how === "whole" ? { year: "numeric" } : {};
  return new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", day: "numeric", month: "short", ...year }).format(new Date(date));
}

/** A local day so many days later, both as the API writes them. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A month as the API writes it, "2026-11": "Nov 2026". */
export function monthOf(month: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", month: "short", year: "numeric" }).format(new Date(`${month}-01`));
}

/** "today", "yesterday", "12 days ago". */
export function ago(days: number): string {
  if (days <= 0) return "today";
  return days === 1 ? "yesterday" : `${days} days ago`;
}

/** "today", "tomorrow", "in 12 days"; past ones as `ago` says. */
export function ahead(at: At, now: At): string {
  const days = Math.round((Number(new Date(at)) - Number(new Date(now))) / 86_400_000);
  if (days < 0) return ago(-days);
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : `in ${days} days`;
}

// Numbers, money and instants as people read them: in the shop's currency and zone, in the reader's way of writing.
import { theShop } from "../shop/shop";

/** The page speaks English; who reads another English sees numbers and dates as they are written there. */
export const LOCALE = typeof navigator !== "undefined" && navigator.language.startsWith("en") ? navigator.language : "en-GB";

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const found = formats.get(key) ?? new Intl.NumberFormat(LOCALE, options);
  formats.set(key, found);
  return found;
}

export function count(value: number): string {
  return format({ maximumFractionDigits: 0 }).format(value);
}

export function decimal(value: number, digits = 1): string {
  return format({ maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
}

/** A share from 0 to 1 as per cent; below one per cent with a digit. */
export function percent(share: number): string {
  const digits = share > 0 && share < 0.0995 ? 1 : 0;
  return format({ style: "percent", maximumFractionDigits: digits }).format(share);
}

/** An amount in major units, as number or as the text of an exact amount. */
export function money(amount: number | string, how: "exact" | "whole" | "short" = "exact"): string {
  const value = Number(amount);
  const currency = theShop().currency;
  if (how === "short" && Math.abs(value) >= 10_000) {
    return format({ style: "currency", currency, notation: "compact", maximumFractionDigits: 1, currencyDisplay: "narrowSymbol" }).format(value);
  }
  const digits = how === "exact" ? {} : { maximumFractionDigits: 0, minimumFractionDigits: 0 };
  return format({ style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits }).format(value);
}

/** "1 customer", "12 customers". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

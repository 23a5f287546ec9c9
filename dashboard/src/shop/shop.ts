// The shop whose customers are shown: what the API says of who asks.
import { signal } from "@preact/signals";
import { get, type AnswerTo } from "../api/client";

export type Shop = AnswerTo<"/api/me">["data"];

export const shop = signal<Shop | null>(null);

export async function readShop(): Promise<void> {
  shop.value = (await get("/api/me")).data;
}

export function theShop(): Shop {
  if (!shop.value) throw new Error("the shop is read before any screen is shown");
  return shop.value;
}

/** Whether who asks may write about customers. */
export function mayEdit(): boolean {
  return ["editor", "admin"].includes(theShop().role);
}

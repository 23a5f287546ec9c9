// Where the numbers come from: files, nights, and the settings that say where segments begin.
import { PageHead, Tabs } from "../../parts/bits";
import { place, to } from "../../router";
import { theShop } from "../../shop/shop";
import { ImportsTab } from "./imports";
import { ImportTab } from "./import";
import { NightsTab } from "./nights";
import { SettingsTab } from "./settings";
import { WebhooksTab } from "./webhooks";

export function DataPage({ importId }: { importId: string | undefined }) {
  const tab = importId ? "imports" : (place.value.query.get("tab") ?? "imports");
  return (
    <>
      <PageHead title="Data" />
      <Tabs
        label="Data"
        tabs={[
          { name: "Imports", href: to(["data"]), here: tab === "imports" },
          { name: "Nights", href: to(["data"], { tab: "nights" }), here: tab === "nights" },
          ...(theShop().role === "admin" ? [{ name: "Webhooks", href: to(["data"], { tab: "webhooks" }), here: tab === "webhooks" }] : []),
          { name: "Settings", href: to(["data"], { tab: "settings" }), here: tab === "settings" },
        ]}
      />
      {importId ? <ImportTab id={importId} /> : tab === "nights" ? <NightsTab /> : tab === "settings" ? <SettingsTab /> : tab === "webhooks" ? <WebhooksTab /> : <ImportsTab />}
    </>
  );
}

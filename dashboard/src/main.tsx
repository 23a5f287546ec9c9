// Starts the page: who is it, which shop, which screen.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { forgetAll } from "./api/load";
import { Door } from "./door";
import { Frame } from "./frame";
import { ActivityPage } from "./pages/activity";
import { CustomersPage } from "./pages/customers";
import { DataPage } from "./pages/data";
import { DuePage } from "./pages/due";
import { DuplicatesPage } from "./pages/duplicates";
import { LoyaltyPage } from "./pages/loyalty";
import { NewCustomerPage } from "./pages/new_customer";
import { OverviewPage } from "./pages/overview";
import { PrivacyPage } from "./pages/privacy";
import { ProductsPage } from "./pages/products";
import { RetentionPage } from "./pages/retention";
import { SegmentsPage } from "./pages/segments";
import { TodayPage } from "./pages/today";
import { Empty, Shape, Trouble } from "./parts/states";
import { followAddress, place, readAddress, to } from "./router";
import { session, start, taken } from "./session/session";
import { readShop, shop } from "./shop/shop";
import "./style.css";

function App() {
  const { state } = session.value;
  const token = session.value.state === "open" ? session.value.token : null;
  const [error, setError] = useState<Error>();
  const read = (): void => {
    setError(undefined);
    readShop().catch(setError);
  };
  useEffect(() => {
    if (token) read();
  }, [token]);
  if (state === "starting" || state === "leaving") return null;
  if (state !== "open") return <Door />;
  if (error && !shop.value) {
    return (
      <main class="door">
        <Trouble error={error} again={read} />
      </main>
    );
  }
  if (!shop.value) {
    return (
      <main class="door">
        <Shape lines={6} />
      </main>
    );
  }
  return (
    <Frame>
      <Screen />
    </Frame>
  );
}

function Screen() {
  const [screen, id, third] = place.value.path;
  switch (screen) {
    case undefined:
      return <TodayPage />;
    case "overview":
      return <OverviewPage />;
    case "customers":
      return <CustomersPage id={id} />;
    case "activity":
      return <ActivityPage />;
    case "due":
      return <DuePage />;
    case "duplicates":
      return <DuplicatesPage />;
    case "new":
      return <NewCustomerPage />;
    case "retention":
      return <RetentionPage />;
    case "products":
      return <ProductsPage id={id} />;
    case "segments":
      return <SegmentsPage id={id} />;
    case "privacy":
      return <PrivacyPage id={id} />;
    case "loyalty":
      return <LoyaltyPage id={id} />;
    case "data":
      return <DataPage importId={id === "imports" ? third : undefined} />;
    default:
      return (
        <Empty>
          <p>There is no such screen.</p>
          <p>
            <a href={to([])}>Go to Today</a>
          </p>
        </Empty>
      );
  }
}

// A new address of the command, opened in a page that is there already, brings its token and no reload.
addEventListener("hashchange", ({ oldURL }) => {
  if (!taken(new URL(oldURL || location.href).hash)) return;
  forgetAll();
  shop.value = null;
});
followAddress();
void start().then(readAddress);
render(<App />, document.getElementById("app") as HTMLElement);

// Starts the page: who is it, which shop, which screen.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Door } from "./door";
import { Frame } from "./frame";
import { CustomerPage } from "./pages/customer";
import { CustomersPage } from "./pages/customers";
import { DataPage } from "./pages/data";
import { DuePage } from "./pages/due";
import { OverviewPage } from "./pages/overview";
import { ProductPage } from "./pages/product";
import { ProductsPage } from "./pages/products";
import { RetentionPage } from "./pages/retention";
import { SegmentsPage } from "./pages/segments";
import { TodayPage } from "./pages/today";
import { Empty, Shape, Trouble } from "./parts/states";
import { followAddress, place, to } from "./router";
import { session, start } from "./session/session";
import { readShop, shop } from "./shop/shop";
import "./style.css";

function App() {
  const state = session.value.state;
  const [error, setError] = useState<Error>();
  const read = (): void => {
    setError(undefined);
    readShop().catch(setError);
  };
  useEffect(() => {
    if (state === "open") read();
  }, [state]);
  if (state === "starting") return null;
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
      return id ? <CustomerPage id={id} key={`${id} ${place.value.query.get("asOf") ?? ""}`} /> : <CustomersPage />;
    case "due":
      return <DuePage />;
    case "retention":
      return <RetentionPage />;
    case "products":
      return id ? <ProductPage id={id} key={id} /> : <ProductsPage />;
    case "segments":
      return <SegmentsPage />;
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

followAddress();
void start().then(followHash);
render(<App />, document.getElementById("app") as HTMLElement);

/** A sign-in has put the screen back that it began at. */
function followHash(): void {
  place.value = { ...place.value };
  dispatchEvent(new HashChangeEvent("hashchange"));
}

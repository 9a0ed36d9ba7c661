import { lazy, useEffect, useRef } from 'react';
import { ButtonPage } from './button/ButtonPage.js';
import { counterHref, useRoute, type Route } from './routes.js';
import { Header } from './ui/Header.js';
import { LazyPart } from './ui/LazyPart.js';
import { StatusBar } from './ui/StatusBar.js';

const WallPage = lazy(() => import('./wall/WallPage.js'));
const CounterPage = lazy(() => import('./counter/CounterPage.js'));
const GeneratorPage = lazy(() => import('./generator/GeneratorPage.js'));

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'button':
      return <ButtonPage />;
    case 'wall':
      return <WallPage />;
    case 'generator':
      return <GeneratorPage />;
    case 'counter':
      return <CounterPage key={route.id} id={route.id} />;
    case 'unknown':
      return (
        <div className="empty">
          <h1>There is no page here</h1>
          <p>The address ends in “{route.path}”, which names neither a page nor a counter.</p>
          <a className="action action-main" href="#/">
            To the button
          </a>
        </div>
      );
  }
}

/** Returns the title of the browser tab. */
function titleOf(route: Route): string {
  switch (route.page) {
    case 'button':
      return 'Tally';
    case 'wall':
      return 'The wall \u00b7 Tally';
    case 'generator':
      return 'The generator \u00b7 Tally';
    case 'counter':
      return `${route.id} \u00b7 Tally`;
    case 'unknown':
      return 'No such page \u00b7 Tally';
  }
}

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const place = route.page === 'counter' ? counterHref(route.id) : route.page;
  const first = useRef(place);
  useEffect(() => {
    document.title = titleOf(route);
  });
  useEffect(() => {
    if (first.current !== place) {
      first.current = place;
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [place]);
  return (
    <>
      <Header page={route.page} />
      <main className="page" ref={main} tabIndex={-1}>
        <LazyPart key={place} heading="h1">
          <Page route={route} />
        </LazyPart>
      </main>
      <StatusBar />
    </>
  );
}

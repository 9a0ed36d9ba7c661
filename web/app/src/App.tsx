import { useEffect, useRef, type ReactNode } from 'preact/compat';
import { ButtonPage } from './button/ButtonPage.js';
import { counterHref, pageHref, useRoute, type Route } from './routes.js';
import { Header } from './ui/Header.js';
import { LazyPart, Part } from './ui/LazyPart.js';
import { StatusBar } from './ui/StatusBar.js';
import { words } from './words/words.js';

const wall = new Part<object>(() => import('./wall/WallPage.js'));
const counter = new Part<{ readonly id: string }>(() => import('./counter/CounterPage.js'));
const generator = new Part<object>(() => import('./generator/GeneratorPage.js'));

/** The delay before the other pages are loaded for later, so that they do not slow down the first one. */
const PRELOAD_AFTER_MS = 4_000;

function Unknown({ path }: { readonly path: string }) {
  return (
    <div className="empty" data-testid="unknown">
      <h1>{words.unknownHead}</h1>
      <p dir="auto">{words.unknownText(path)}</p>
      <a className="action action-main" href={pageHref('')}>
        {words.toTheButton}
      </a>
    </div>
  );
}

function page(route: Route): ReactNode {
  switch (route.page) {
    case 'button':
      return <ButtonPage />;
    case 'wall':
      return <LazyPart key="wall" heading="h1" part={wall} props={{}} />;
    case 'generator':
      return <LazyPart key="generator" heading="h1" part={generator} props={{}} />;
    case 'counter':
      return <LazyPart key={counterHref(route.id)} heading="h1" part={counter} props={{ id: route.id }} />;
    case 'unknown':
      return <Unknown path={route.path} />;
  }
}

/** Returns the title of the browser tab, undefined if the page sets one with its count. */
function titleOf(route: Route): string | undefined {
  switch (route.page) {
    case 'button':
    case 'counter':
      return undefined;
    case 'wall':
      return words.titleWall;
    case 'generator':
      return words.titleGenerator;
    case 'unknown':
      return words.titleUnknown;
  }
}

/** Loads the other pages when the browser is idle, so that they open without a network. */
function usePreload(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const parts = () => [wall, counter, generator].forEach((part) => part.preload());
      if (typeof window.requestIdleCallback === 'function') {
        window.requestIdleCallback(parts);
      } else {
        parts();
      }
    }, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const place = route.page === 'counter' ? counterHref(route.id) : route.page;
  const first = useRef(place);
  usePreload();
  useEffect(() => {
    const title = titleOf(route);
    if (title !== undefined) {
      document.title = title;
    }
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
      <StatusBar />
      <main className="page" ref={main} tabIndex={-1}>
        {page(route)}
      </main>
    </>
  );
}

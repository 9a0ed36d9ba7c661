import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'preact/compat';
import { words } from '../words/words.js';

type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

/** A part of the page that is loaded on demand, and again after a failure. */
export class Part<Props> {
  readonly #load: Load<Props>;
  #component: ComponentType<Props>;

  constructor(load: Load<Props>) {
    this.#load = load;
    this.#component = lazy(load);
  }

  get component(): ComponentType<Props> {
    return this.#component;
  }

  /** Loads the part for later. A failure shows only when the part is opened. */
  preload(): void {
    this.#load().catch(() => {});
  }

  /** Makes the next rendering load the part again, because Preact keeps the failure of a component. */
  reset(): void {
    this.#component = lazy(this.#load);
  }
}

interface LazyPartProps<Props> {
  readonly part: Part<Props>;
  readonly props: Props;
  /** The level of the heading that appears if the part cannot be loaded. */
  readonly heading: 'h1' | 'h3';
}

/** A place for a part. If loading fails, a notice replaces it until the network is back, and the rest stays. */
export class LazyPart<Props> extends Component<LazyPartProps<Props>, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  readonly #tryAgain = () => {
    if (this.state.failed) {
      this.props.part.reset();
      this.setState({ failed: false });
    }
  };

  override componentDidMount(): void {
    window.addEventListener('online', this.#tryAgain);
  }

  override componentWillUnmount(): void {
    window.removeEventListener('online', this.#tryAgain);
    if (this.state.failed) {
      this.props.part.reset();
    }
  }

  override render(): ReactNode {
    const { heading: Heading, part, props } = this.props;
    const Content = part.component;
    return this.state.failed ? (
      <div className="empty" role="alert" data-testid="not-loaded">
        <Heading>{words.partFailedHead}</Heading>
        <p>{words.partFailedText}</p>
        <button type="button" className="action action-main" onClick={() => window.location.reload()}>
          {words.partAgain}
        </button>
      </div>
    ) : (
      <Suspense fallback={null}>
        <Content {...(props as Props & object)} />
      </Suspense>
    );
  }
}

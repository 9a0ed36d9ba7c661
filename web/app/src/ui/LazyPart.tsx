import { Component, Suspense, type ReactNode } from 'react';

interface LazyPartProps {
  /** What heads the words in its place if it cannot be loaded. */
  readonly heading: 'h1' | 'h3';
  readonly children: ReactNode;
}

/** A part that is loaded when it is needed. If it cannot be, its place says so, and the rest of the page stays. */
export class LazyPart extends Component<LazyPartProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    const { heading: Heading, children } = this.props;
    return this.state.failed ? (
      <div className="empty" role="alert" data-testid="not-loaded">
        <Heading>This part could not be loaded</Heading>
        <p>The network may have been gone, or there is a newer page by now. Presses that wait are kept.</p>
        {/* React keeps a part that could not be loaded as it is, for as long as the page stays. */}
        <button type="button" className="action action-main" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    ) : (
      <Suspense fallback={null}>{children}</Suspense>
    );
  }
}

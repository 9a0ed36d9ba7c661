import { Component, Suspense, type ReactNode } from 'react';

interface LazyPartProps {
  /** The level of the heading that appears if the part cannot be loaded. */
  readonly heading: 'h1' | 'h3';
  readonly children: ReactNode;
}

/** A part of the page that is loaded on demand. If loading fails, a notice replaces it and the rest stays. */
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
        <p>The network may be down, or a newer version of the page exists. Waiting presses are kept.</p>
        {/* React never loads a failed part again, so only a reload of the page helps. */}
        <button type="button" className="action action-main" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    ) : (
      <Suspense fallback={null}>{children}</Suspense>
    );
  }
}

import { useRef } from 'preact/compat';
import { animate, prefersReducedMotion } from '../motion.js';
import { words } from '../words/words.js';
import './vote-button.css';

const HEART = 'M12 20s-7-4.4-7-9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7 2.4C19 15.6 12 20 12 20z';
const DOWN = 'M12 5v14M6 13l6 6 6-6';

/** The number of strokes of a pressed heart. */
const STROKES = 6;

/** The steps of an icon after a press. */
const STEPS = {
  like: ['scale(1)', 'scale(0.6)', 'scale(1.3)', 'scale(1)'],
  dislike: ['translateY(0)', 'translateY(5px)', 'translateY(-2px)', 'translateY(0)'],
  takeBack: ['scale(1)', 'scale(0.75)', 'scale(1)'],
} as const;

/** Moves the icon of a pressed button, and lets the strokes of a heart fly. Reduced motion has neither. */
function move(button: HTMLElement, steps: keyof typeof STEPS): void {
  if (prefersReducedMotion()) {
    return;
  }
  animate(button.querySelector('svg')!, { transform: [...STEPS[steps]] }, { duration: 320 });
  if (steps === 'like') {
    button.querySelectorAll('.pop i').forEach((stroke, index) => {
      const at = (distance: number, scale: number) =>
        `rotate(${index * (360 / STROKES) + 30}deg) translateY(${distance}px) scaleY(${scale})`;
      animate(stroke, { transform: [at(-15, 0.5), at(-30, 1)], opacity: [1, 1, 0] }, { duration: 500 });
    });
  }
}

interface VoteButtonProps {
  readonly value: 1 | -1;
  /** The name of the counter, for people. */
  readonly name: string;
  /** The own value, undefined while it is unknown. */
  readonly mine: number | undefined;
  readonly vote: (value: number) => void;
}

/** A button that sets the own vote to its value. A press on the pressed button takes the vote back. */
export function VoteButton({ value, name, mine, vote }: VoteButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const like = value === 1;
  const pressed = mine === value;
  const word = like ? words.like : words.dislike;
  const press = () => {
    move(button.current!, pressed ? 'takeBack' : like ? 'like' : 'dislike');
    vote(pressed ? 0 : value);
  };
  return (
    <button
      ref={button}
      type="button"
      className={like ? 'vote vote-like' : 'vote'}
      data-testid={like ? 'like' : 'dislike'}
      aria-pressed={pressed}
      aria-label={words.voteLabel(word, name)}
      title={word}
      onClick={press}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d={like ? HEART : DOWN}
          fill={like && pressed ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={like ? 2.2 : 2.6}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {like && (
        <span className="pop" aria-hidden="true">
          {Array.from({ length: STROKES }, (_, index) => (
            <i key={index} />
          ))}
        </span>
      )}
    </button>
  );
}

import { formatNumber } from '../format.js';
import { counterHref } from '../routes.js';
import { words } from '../words/words.js';
import type { Progress } from './run.js';

/** The user's settings for one counter. */
export interface Setting {
  readonly chosen: boolean;
  readonly rate: string;
}

interface RowProps {
  readonly id: string;
  readonly name: string;
  readonly setting: Setting;
  readonly error: string | undefined;
  readonly progress: Progress | undefined;
  readonly locked: boolean;
  readonly change: (id: string, setting: Setting) => void;
}

function Share({ part, whole }: { readonly part: number; readonly whole: number }) {
  return (
    <span className="share" aria-hidden="true">
      <span style={{ transform: `scaleX(${whole === 0 ? 0 : Math.min(1, Math.max(0, part / whole))})` }} />
    </span>
  );
}

export function Row({ id, name, setting, error, progress, locked, change }: RowProps) {
  const { asked = 0, accepted = 0, counted = 0 } = progress ?? {};
  return (
    <tr data-testid="generator-row" data-counter={id} className={setting.chosen ? 'chosen' : undefined}>
      <th scope="row">
        <div className="what">
          <label>
            <input
              type="checkbox"
              checked={setting.chosen}
              disabled={locked}
              onChange={(event) => change(id, { ...setting, chosen: event.currentTarget.checked })}
            />
            <span dir="auto">{name}</span>
          </label>
          <a href={counterHref(id)} aria-label={words.openCounterOf(name)}>
            {words.open}
          </a>
        </div>
      </th>
      <td className="rate-cell">
        <input
          inputMode="numeric"
          aria-label={words.clicksPerMinuteOn(name)}
          aria-invalid={error !== undefined}
          data-testid="rate"
          value={setting.rate}
          disabled={locked || !setting.chosen}
          onInput={(event) => change(id, { ...setting, rate: event.currentTarget.value })}
        />
        {error !== undefined && (
          <span className="field-error" role="alert">
            {error}
          </span>
        )}
      </td>
      <td data-label={words.asked} data-testid="asked">
        {formatNumber(asked)}
      </td>
      <td data-label={words.accepted} data-testid="accepted">
        {formatNumber(accepted)}
        <Share part={accepted} whole={asked} />
      </td>
      <td data-label={words.counted} data-testid="counted">
        {formatNumber(counted)}
        <Share part={counted} whole={asked} />
      </td>
    </tr>
  );
}

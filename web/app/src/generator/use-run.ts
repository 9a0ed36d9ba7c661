import { useCallback, useEffect, useState, useSyncExternalStore } from 'preact/compat';
import { useTally } from '../hooks.js';
import { Run, type Progress } from './run.js';

const NONE: ReadonlyMap<string, Progress> = new Map();
const never = () => () => {};

/** Returns the current run and its controls. The progress of a stopped run stays visible. */
export function useRun() {
  const tally = useTally();
  const [run, setRun] = useState<Run>();
  const [running, setRunning] = useState(false);
  const progress = useSyncExternalStore(run?.listen ?? never, run?.progress ?? (() => NONE));
  useEffect(() => () => run?.close(), [run]);

  const start = useCallback(
    (rates: ReadonlyMap<string, number>) => {
      setRun(new Run([...rates].map(([id, perMinute]) => ({ counter: tally.counter(id), perMinute }))));
      setRunning(true);
    },
    [tally],
  );
  const stop = useCallback(() => {
    run?.stop();
    setRunning(false);
  }, [run]);
  return { progress, running, start, stop };
}

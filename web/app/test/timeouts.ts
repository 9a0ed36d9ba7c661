import { configure } from '@testing-library/preact';

// A step of a millisecond can take a second on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

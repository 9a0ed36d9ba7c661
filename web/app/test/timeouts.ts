import { configure } from '@testing-library/react';

// A step of a millisecond can take a second on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

import { configure } from '@testing-library/react';

// A busy machine takes a second for what takes a millisecond here.
configure({ asyncUtilTimeout: 20_000 });

/** The time limit of every test. It only ends tests that hang. */

// A test on the engine runs Pulumi several times, two to four seconds each, and far longer on a busy machine.
jest.setTimeout(600_000);

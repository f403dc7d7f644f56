// A test on the engine is a few runs of Pulumi of two to four seconds each, and on a busy machine everything takes as
// long as it takes; the limit only ends what hangs.
jest.setTimeout(600_000);

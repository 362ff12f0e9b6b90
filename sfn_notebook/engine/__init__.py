"""Running a state machine: history, clock, scheduler, drivers."""

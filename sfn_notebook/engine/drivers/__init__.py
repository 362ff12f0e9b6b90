"""Who waits and who calls: the only part of the engine that knows of threads, of asyncio and of the system's clock."""

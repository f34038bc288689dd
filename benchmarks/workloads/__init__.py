"""One file a workload, each with ``async def run(place, scale) -> Result``."""

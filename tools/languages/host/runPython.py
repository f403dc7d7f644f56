"""Runs a Pulumi program in Python: what the official language host does with the variables that the host sets."""

import asyncio
import os
import runpy
import sys

import pulumi
import pulumi.runtime

folder = sys.argv[1]
variable = os.environ.get
pulumi.runtime.configure(
    pulumi.runtime.Settings(
        project=variable("PULUMI_PROJECT"),
        stack=variable("PULUMI_STACK"),
        organization=variable("PULUMI_ORGANIZATION"),
        root_directory=variable("PULUMI_ROOT_DIRECTORY"),
        monitor=variable("PULUMI_MONITOR"),
        engine=variable("PULUMI_ENGINE"),
        parallel=int(variable("PULUMI_PARALLEL", "1")),
        dry_run=variable("PULUMI_DRY_RUN") == "true",
    )
)
sys.path.insert(0, folder)


async def program() -> None:
    await pulumi.runtime.run_in_stack(lambda: runpy.run_path(os.path.join(folder, "__main__.py"), run_name="__main__"))


try:
    asyncio.run(program())
except Exception as failure:  # The engine has been told already where the SDK could.
    pulumi.log.error(str(failure))
    sys.exit(32)

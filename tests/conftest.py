"""
What every test can use. The tools of the machine: tests/tools_plugin.py; files to be equal to: tests/golden_plugin.py;
empty databases of a private PostgreSQL: tests/postgres.py.
"""

pytest_plugins = ["tests.tools_plugin", "tests.golden_plugin", "tests.postgres"]

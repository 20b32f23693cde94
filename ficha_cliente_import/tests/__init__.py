from . import test_export
from . import test_import
from . import test_import_file
from . import test_import_lines
from . import test_import_match
from . import test_import_run
from . import test_import_tour
from . import test_read_cell

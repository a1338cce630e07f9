(package_header (qualified_identifier) @package)
(import (qualified_identifier) @import.qualified (identifier)? @import.alias) @import
(import (qualified_identifier) @import.path "*" @import.glob) @import

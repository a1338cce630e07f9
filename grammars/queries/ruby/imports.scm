((call !receiver method: (identifier) @_require arguments: (argument_list (string) @import.path)) @import
  (#any-of? @_require "require" "load"))
((call !receiver method: (identifier) @_require arguments: (argument_list (string) @import.path)) @import
  (#eq? @_require "require_relative") (#set! import.prefix "./"))

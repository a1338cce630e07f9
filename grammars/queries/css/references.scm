((call_expression (function_name) @_var (arguments . (plain_value) @reference.value)) (#eq? @_var "var"))
((declaration (property_name) @_property (plain_value) @reference.value) (#any-of? @_property "animation" "animation-name"))

(class_definition) @definition.class
(object_definition) @definition.class
(package_object) @definition.module
(trait_definition) @definition.trait
(enum_definition) @definition.enum
(simple_enum_case name: (identifier) @name) @definition.variant
(full_enum_case name: (identifier) @name) @definition.variant
(type_definition) @definition.type
(given_definition name: (identifier) @name) @definition.variable

(function_definition) @definition.function
(function_declaration) @definition.function
(extension_definition parameters: (parameters (parameter type: (type_identifier) @owner)) body: (function_definition) @definition.method)

(class_parameters (class_parameter name: (identifier) @name type: (_)? @type) @definition.field)
(val_definition) @definition.variable @binding
(var_definition) @definition.variable @binding
(val_declaration) @definition.variable
(var_declaration) @definition.variable

(access_modifier "private" @private)

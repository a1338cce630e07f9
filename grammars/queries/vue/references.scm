(tag_name) @reference.qualifier
(interpolation (raw_text) @tokens)
(directive_attribute (quoted_attribute_value (attribute_value) @tokens))

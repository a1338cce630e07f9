(tag_name) @reference.qualifier

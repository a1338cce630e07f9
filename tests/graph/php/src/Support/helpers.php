<?php

namespace App\Support;

function normalize(string $key): string
{
    return strtolower(trim($key));
}

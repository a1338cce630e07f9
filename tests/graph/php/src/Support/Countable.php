<?php

namespace App\Support;

interface Countable
{
    public function count(): int;
}

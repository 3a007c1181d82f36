/** Real parts that tests of this and other modules run against: a registry server and Confluent's own serializers. */
@NullMarked
package dev.millrace.serdes.peer;

import org.jspecify.annotations.NullMarked;

package org.alien4cloud.plugin.backup.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** Holds one page of a list, in the JSON form of Alien4Cloud's own lists. */
public final class Page<T> {

    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 1000;

    private final List<T> data;
    private final int from;
    private final int totalResults;

    private Page(List<T> data, int from, int totalResults) {
        this.data = data;
        this.from = from;
        this.totalResults = totalResults;
    }

    /**
     * Returns one page of a list.
     *
     * @param from index of the first element, null for 0
     * @param size maximum number of elements, null for 50
     * @throws InvalidInputException if either is empty, negative or not a number, or if size is above 1,000
     */
    static <T> Page<T> of(List<T> all, String from, String size) {
        int start = Math.min(number("from", from, 0, Integer.MAX_VALUE), all.size());
        int end = (int) Math.min((long) start + number("size", size, DEFAULT_SIZE, MAX_SIZE), all.size());
        return new Page<>(new ArrayList<>(all.subList(start, end)), start, all.size());
    }

    /** Converts the elements; keeps the position and the total. */
    <R> Page<R> map(Function<T, R> element) {
        return new Page<>(data.stream().map(element).collect(Collectors.toList()), from, totalResults);
    }

    /** Collects one page of a list that is too long for memory: keeps only the page's elements, and counts all. */
    static final class Collector<T> {

        private final List<T> data = new ArrayList<>();
        private final int from;
        private final int size;
        private int seen;

        private Collector(int from, int size) {
            this.from = from;
            this.size = size;
        }

        void add(T element) {
            if (seen >= from && data.size() < size) {
                data.add(element);
            }
            seen++;
        }

        Page<T> page() {
            return new Page<>(data, Math.min(from, seen), seen);
        }
    }

    /** Starts to collect a page; accepts and refuses the same values as {@link #of}. */
    static <T> Collector<T> collector(String from, String size) {
        return new Collector<>(
                number("from", from, 0, Integer.MAX_VALUE), number("size", size, DEFAULT_SIZE, MAX_SIZE));
    }

    /**
     * Reads a query parameter that is a whole number from 0 to {@code max}; returns {@code absent} if it is missing.
     */
    static int number(String name, String value, int absent, int max) {
        if (value == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, with the same message as a number out of range
        }
        throw new InvalidInputException(
                "The parameter " + name + " is '" + value + "'. It must be a whole number from 0 to " + max + ".");
    }

    public List<T> getData() {
        return data;
    }

    public int getFrom() {
        return from;
    }

    public int getTo() {
        return from + data.size();
    }

    public int getTotalResults() {
        return totalResults;
    }
}

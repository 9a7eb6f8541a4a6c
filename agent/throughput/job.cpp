#include "agent/throughput/job.hpp"

#include <algorithm>
#include <iterator>

#include <boost/asio/ip/address.hpp>

#include "agent/files/fields.hpp"

namespace magpie::agent::throughput {

namespace {

constexpr std::size_t word_count = 6;

template <class Number>
bool read(const char* word, Number low, Number high, Number& into) {
    const auto number = number_of<Number>(std::string_view(word));
    if (!number || *number < low || *number > high) {
        return false;
    }
    into = *number;
    return true;
}

}  // namespace

std::vector<std::string> arguments(const Job& job) {
    return {job.address,
            std::to_string(job.port),
            std::string(direction_words[static_cast<std::size_t>(job.direction)]),
            std::to_string(job.streams),
            std::to_string(job.duration.count()),
            std::to_string(job.bytes)};
}

std::optional<Job> parse_job(std::span<const char* const> words) {
    if (words.size() != word_count) {
        return std::nullopt;
    }
    Job job;
    boost::system::error_code problem;
    job.address = boost::asio::ip::make_address(words[0], problem).to_string();
    const auto* const direction = std::ranges::find(direction_words, std::string_view(words[2]));
    std::int64_t seconds = 0;
    if (problem || direction == std::end(direction_words) || !read<std::uint16_t>(words[1], 1, 65535, job.port) ||
        !read(words[3], 1U, most_streams, job.streams) ||
        !read<std::int64_t>(words[4], 1, longest_run.count(), seconds) ||
        !read<std::uint64_t>(words[5], 1, most_run_bytes, job.bytes)) {
        return std::nullopt;
    }
    job.direction = static_cast<Direction>(direction - std::begin(direction_words));
    job.duration = std::chrono::seconds(seconds);
    return job;
}

}  // namespace magpie::agent::throughput

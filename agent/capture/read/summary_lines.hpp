#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What is concluded of a capture, as objects of JSON, one a line. Keeps the last that was said of each thing, for all
/// numbers are totals, in the order of the kinds. One thread; owned by who reads the file.
class SummaryLines {
  public:
    /// `resolvers`: names by index.
    explicit SummaryLines(std::vector<std::string> resolvers) : resolvers_(std::move(resolvers)) {}

    /// How many frames there were, and how many of them could not be read; the first line.
    void account(std::uint64_t frames, const std::array<std::uint64_t, capture::bad_frame_count>& bad);
    /// `name_of`: of the network whose clients they are, by its index; empty where there is but one.
    void keep(const std::vector<capture::Record>& records, const std::function<std::string(std::uint8_t)>& name_of);
    /// One more number, where it is any.
    void keep(const std::string& name, std::uint64_t count);
    void print(std::ostream& out) const;

  private:
    using Key = std::tuple<std::size_t, std::string>;
    using Line = nlohmann::ordered_json;

    void put(std::size_t kind, std::string of, Line line) { lines_[{kind, std::move(of)}] = std::move(line); }
    void put(const capture::Record& record, const std::string& network);

    std::vector<std::string> resolvers_;
    std::map<Key, Line> lines_;
};

}  // namespace magpie::agent

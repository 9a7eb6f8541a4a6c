#include "agent/orders/order_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "platform/config/reader.hpp"
#include "platform/files/files.hpp"

namespace magpie::agent {

namespace {

constexpr const char* record_file = "state";
constexpr const char* wanted_version_file = "wanted-version";
constexpr const char* confirmed_version_file = "confirmed-version";
constexpr const char* order_ends = ".order";
constexpr const char* revocations_end = ".crl";

std::string name_of(OrderNumber number) {
    return std::to_string(static_cast<std::uint64_t>(number)) + order_ends;
}

}  // namespace

OrderFiles::OrderFiles(std::string directory) : directory_(std::move(directory)) {}

OrderRecord OrderFiles::record() const {
    return decode_order_record(config::load(directory_ + "/" + record_file).value_or("")).value_or(OrderRecord{});
}

tl::expected<void, std::string> OrderFiles::write(const OrderRecord& record) const {
    return write_file(record_file, encode(record));
}

std::string OrderFiles::order(OrderNumber number) const {
    return config::load(directory_ + "/" + name_of(number)).value_or("");
}

tl::expected<void, std::string> OrderFiles::write(OrderNumber number, std::string_view der) const {
    return write_file(name_of(number), der);
}

void OrderFiles::keep(std::initializer_list<OrderNumber> numbers) const {
    std::error_code problem;
    std::vector<std::filesystem::path> others;
    for (std::filesystem::directory_iterator entry(directory_, problem), end; !problem && entry != end;
         entry.increment(problem)) {
        const auto name = entry->path().filename().string();
        if (name.ends_with(order_ends) &&
            std::ranges::none_of(numbers, [&](OrderNumber number) { return name == name_of(number); })) {
            others.push_back(entry->path());
        }
    }
    for (const auto& path : others) {
        std::filesystem::remove(path, problem);
    }
}

std::optional<std::string> OrderFiles::revocations(const std::string& issuer) const {
    const auto path = directory_ + "/" + issuer + revocations_end;
    return files::exists(path) ? std::optional(config::load(path).value_or("")) : std::nullopt;
}

tl::expected<void, std::string> OrderFiles::write_revocations(const std::string& issuer, std::string_view der) const {
    return write_file(issuer + revocations_end, der);
}

bool OrderFiles::wants_version() const {
    return files::exists(directory_ + "/" + wanted_version_file);
}

tl::expected<void, std::string> OrderFiles::want_version(const std::string& version) const {
    return write_file(wanted_version_file, version);
}

void OrderFiles::want_no_version() const {
    std::error_code problem;
    std::filesystem::remove(directory_ + "/" + wanted_version_file, problem);
}

tl::expected<void, std::string> OrderFiles::confirm_version(const std::string& version) const {
    return write_file(confirmed_version_file, version);
}

tl::expected<void, std::string> OrderFiles::write_file(const std::string& name, std::string_view content) const {
    // The state directory may be one that nobody has needed before.
    std::error_code problem;
    std::filesystem::create_directories(std::filesystem::path(directory_).parent_path(), problem);
    return files::make_directory(directory_).and_then([&] {
        return files::write_file(directory_ + "/" + name, content, files::for_us_alone);
    });
}

}  // namespace magpie::agent

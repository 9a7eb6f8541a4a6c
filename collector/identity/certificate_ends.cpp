#include "collector/identity/certificate_ends.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "platform/tls/earliest_end.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

tl::expected<UtcMs, std::string> end_of_file(const std::string& path) {
    return tls::read_file(path).and_then([&](const std::string& text) {
        return tls::earliest_end(text).map_error([&](const std::string& why) { return escaped(path) + " " + why; });
    });
}

CertificateEnds::CertificateEnds(std::vector<std::string> paths, const log::Log& log)
    : paths_(std::move(paths)), troubles_(paths_.size()), log_(&log) {}

const CertificateEnds::Seconds& CertificateEnds::at(const Now& now) {
    if (!next_look_ || now.mono >= *next_look_) {
        next_look_ = now.mono + look_every;
        look();
    }
    return ends_;
}

void CertificateEnds::look() {
    ends_.clear();
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        const auto end = end_of_file(paths_[i]);
        auto trouble = end ? std::string() : end.error();
        if (!trouble.empty() && trouble != troubles_[i]) {
            log_->warning("nobody sees when a watched certificate ends", {{"reason", trouble}});
        }
        troubles_[i] = std::move(trouble);
        const auto seconds =
            end ? static_cast<std::uint64_t>(
                      std::chrono::duration_cast<std::chrono::seconds>(end->time_since_epoch()).count())
                : 0;
        const auto [known, first] = ends_.try_emplace(std::filesystem::path(paths_[i]).filename().string(), seconds);
        known->second = first ? seconds : std::min(known->second, seconds);
    }
}

}  // namespace magpie::collector

#include "agent/capture/pcap/file_source.hpp"

#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace magpie::agent {

namespace {

std::optional<LinkType> link_type_of(int type) {
    switch (type) {
        case DLT_IEEE802_11_RADIO:
            return LinkType::radiotap;
        case DLT_IEEE802_11:
            return LinkType::ieee80211;
        case DLT_EN10MB:
            return LinkType::ethernet;
        default:
            return std::nullopt;
    }
}

/// As libpcap calls it, or its number.
std::string name_of(int type) {
    const auto* const name = pcap_datalink_val_to_name(type);
    const auto* const words = pcap_datalink_val_to_description(type);
    if (name == nullptr) {
        return std::to_string(type);
    }
    return words == nullptr ? name : std::string(name) + " (" + words + ')';
}

}  // namespace

void FileSource::Close::operator()(pcap* file) const {
    pcap_close(file);
}

tl::expected<std::unique_ptr<FileSource>, std::string> FileSource::open(const std::string& path) {
    std::array<char, PCAP_ERRBUF_SIZE> problem{};
    std::unique_ptr<pcap, Close> file(pcap_open_offline(path.c_str(), problem.data()));
    if (!file) {
        return tl::unexpected(std::string(problem.data()));
    }
    const auto type = pcap_datalink(file.get());
    const auto link_type = link_type_of(type);
    if (!link_type) {
        return tl::unexpected(path + ": its link type is " + name_of(type) +
                              "; radiotap, plain IEEE 802.11 and Ethernet are read");
    }
    return std::unique_ptr<FileSource>(new FileSource(std::move(file), *link_type));
}

std::size_t FileSource::read(std::size_t most, const std::function<void(const CapturedFrame&)>& take) {
    std::size_t taken = 0;
    while (taken < most && !ended_) {
        pcap_pkthdr* header = nullptr;
        const u_char* bytes = nullptr;
        const int outcome = pcap_next_ex(file_.get(), &header, &bytes);
        if (outcome != 1) {
            ended_ = true;
            if (outcome == PCAP_ERROR) {
                problem_ = pcap_geterr(file_.get());
            }
            break;
        }
        const std::chrono::microseconds at =
            std::chrono::seconds(header->ts.tv_sec) + std::chrono::microseconds(header->ts.tv_usec);
        take({.bytes = {reinterpret_cast<const std::byte*>(bytes), header->caplen},
              .length = std::max<std::size_t>(header->len, header->caplen),
              .at = CaptureTime(at)});
        ++taken;
    }
    return taken;
}

}  // namespace magpie::agent

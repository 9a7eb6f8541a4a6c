#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "agent/capture/packet_source.hpp"

struct pcap;

namespace magpie::agent {

/// A capture in a file, of any format that libpcap reads. One thread; owned by who reads the file.
class FileSource final : public PacketSource {
  public:
    /// The error is a sentence: the file cannot be read, is no capture, or is of a link type that Magpie does not read.
    [[nodiscard]] static tl::expected<std::unique_ptr<FileSource>, std::string> open(const std::string& path);

    [[nodiscard]] LinkType link_type() const override { return link_type_; }
    std::size_t read(std::size_t most, const std::function<void(const CapturedFrame&)>& take) override;
    [[nodiscard]] bool ended() const override { return ended_; }
    [[nodiscard]] std::uint64_t dropped() override { return 0; }
    [[nodiscard]] int descriptor() const override { return -1; }

    /// Why it ended before the file did; empty: it did not.
    [[nodiscard]] const std::string& problem() const { return problem_; }

  private:
    struct Close {
        void operator()(pcap* file) const;
    };
    FileSource(std::unique_ptr<pcap, Close> file, LinkType link_type) : file_(std::move(file)), link_type_(link_type) {}

    std::unique_ptr<pcap, Close> file_;
    LinkType link_type_;
    bool ended_ = false;
    std::string problem_;
};

}  // namespace magpie::agent

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace magpie::mqtt {

/// As much of an MQTT 3.1.1 server as the client's tests need, on the test's own loop: one connection at a time.
class SmallBroker {
  public:
    explicit SmallBroker(boost::asio::io_context& loop)
        : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}), socket_(loop) {
        accept();
    }

    [[nodiscard]] std::string server() const {
        return "tcp://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    std::vector<std::string> received;  // whole packets
    std::uint8_t connack = 0;
    bool silent = false;  // accepts, and never says a word
    bool deaf = false;    // after CONNECT, reads no more

    [[nodiscard]] std::vector<std::string> of_type(int type) const {
        std::vector<std::string> some;
        for (const std::string& packet : received) {
            if (static_cast<std::uint8_t>(packet[0]) >> 4 == type) {
                some.push_back(packet);
            }
        }
        return some;
    }

    void publish(const std::string& topic, const std::string& payload) {
        std::string packet = {0x30, static_cast<char>(topic.size() + payload.size() + 2), 0,
                              static_cast<char>(topic.size())};
        send(packet + topic + payload);
    }
    void goes_away() { socket_.close(); }

  private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, boost::asio::ip::tcp::socket socket) {
            if (!error) {
                socket_ = std::move(socket);
                buffer_.clear();
                read();
                accept();
            }
        });
    }

    void read() {
        socket_.async_read_some(boost::asio::buffer(chunk_), [this](boost::system::error_code error, std::size_t size) {
            if (error) {
                return;
            }
            buffer_.append(chunk_.data(), size);
            while (take_packet()) {
            }
            if (!deaf) {
                read();
            }
        });
    }

    bool take_packet() {
        std::size_t length = 0;
        for (std::size_t i = 1, shift = 0; i < buffer_.size() && i < 5; ++i, shift += 7) {
            const auto byte = static_cast<std::uint8_t>(buffer_[i]);
            length |= static_cast<std::size_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) {
                const std::size_t whole = i + 1 + length;
                if (buffer_.size() < whole) {
                    return false;
                }
                received.push_back(buffer_.substr(0, whole));
                buffer_.erase(0, whole);
                answer(received.back());
                return true;
            }
        }
        return false;
    }

    void answer(const std::string& packet) {
        if (silent) {
            return;
        }
        switch (static_cast<std::uint8_t>(packet[0]) >> 4) {
            case 1:
                return send({0x20, 2, 0, static_cast<char>(connack)});
            case 3:
                if ((packet[0] & 0x06) != 0) {
                    const auto topic = static_cast<std::size_t>(packet[3]);
                    send({0x40, 2, packet[4 + topic], packet[5 + topic]});
                }
                return;
            case 8:
                return send({static_cast<char>(0x90), 3, packet[2], packet[3],
                             packet.back() > 1 ? static_cast<char>(0x80) : packet.back()});
            case 12:
                return send({static_cast<char>(0xd0), 0});
            case 14:
                return goes_away();
            default:
                return;
        }
    }

    void send(std::string packet) {
        const auto bytes = std::make_shared<std::string>(std::move(packet));
        boost::asio::async_write(socket_, boost::asio::buffer(*bytes),
                                 [bytes](boost::system::error_code, std::size_t) {});
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::socket socket_;
    std::array<char, 4096> chunk_{};
    std::string buffer_;
};

}  // namespace magpie::mqtt
